// title.zh: 联系最多的主体
// title.en: Best connected entities
// about.zh: 文档陈述的关系最多的主体
// about.en: entities by the number of relations that documents state
// parameter limit: integer = 20 — the most rows
MATCH (e)-[r]-(o)
WHERE r.stated
RETURN e.name AS entity, e.kind AS kind, count(*) AS relations, sum(r.weight) AS documents, e.id AS id
ORDER BY relations DESC, documents DESC, entity, id
LIMIT $limit
