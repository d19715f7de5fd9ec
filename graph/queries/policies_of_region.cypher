// title.zh: 区域的政策
// title.en: Policies of a region
// about.zh: 该区域发布的、以及在该区域适用的政策，按时间排列
// about.en: the policies that it issued and those that apply to it, by time
// parameter region: entity(Region) — the region
MATCH (g:Region {id: $region})-[r:ISSUED|APPLIES_TO]-(p:Policy)
RETURN p.name AS policy, p.kind AS kind, p.number AS number, type(r) AS relation, r.stated AS stated,
       r.first_date AS first_date, r.sentences AS sentences, p.id AS id
ORDER BY first_date, policy, relation, id
