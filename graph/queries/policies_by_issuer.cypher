// title.zh: 某主体发布的政策
// title.en: Policies of an issuer
// about.zh: 它发布的政策及其适用对象，按时间排列，并附原句
// about.en: the policies that it issued and what they apply to, by time, with the sentences
// parameter issuer: entity(Institution|Park|Region) — who issued
MATCH (i {id: $issuer})-[r:ISSUED]->(p:Policy)
OPTIONAL MATCH (p)-[:APPLIES_TO]->(t)
RETURN p.name AS policy, p.number AS number, r.first_date AS first_date, t.name AS applies_to,
       r.sentences AS sentences, p.id AS id
ORDER BY first_date, policy, id, applies_to
