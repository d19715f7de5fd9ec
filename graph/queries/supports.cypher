// title.zh: 支持了谁
// title.en: What an entity supports
// about.zh: 它支持、创建或投资的主体，按时间排列，并附原句
// about.en: what it supports, founded or invests in, by time, with the sentences
// parameter entity: entity(Institution|Park|Person|Region) — who gives support
MATCH (e {id: $entity})-[r:SUPPORTS|FOUNDED|INVESTS_IN]->(t)
RETURN t.name AS target, t.kind AS kind, type(r) AS relation, r.status AS status, r.first_date AS first_date,
       r.sentences AS sentences, t.id AS id
ORDER BY first_date, target, relation, id
