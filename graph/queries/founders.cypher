// title.zh: 某主体的创建者和支持者
// title.en: Who founded and supports an entity
// about.zh: 谁创建、共建、支持或投资了它，按时间排列，并附原句
// about.en: who founded it, supports it or invests in it, by time, with the sentences
// parameter entity: entity(Institution|Park) — what was founded
MATCH (f)-[r:FOUNDED|SUPPORTS|INVESTS_IN]->(e {id: $entity})
RETURN f.name AS founder, f.kind AS kind, type(r) AS relation, r.status AS status, r.weight AS documents,
       r.first_date AS first_date, r.sentences AS sentences, f.id AS id
ORDER BY first_date, founder, relation, id
