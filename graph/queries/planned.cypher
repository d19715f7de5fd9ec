// title.zh: 计划中的关系
// title.en: What is planned
// about.zh: 所有文档都只作为计划提到的关系，最新的在前，并附原句
// about.en: relations that all documents speak of as planned, the latest first, with the sentences
// parameter limit: integer = 100 — the most rows
MATCH (h)-[r]->(t)
WHERE r.stated AND r.status = 'planned'
RETURN h.name AS head, type(r) AS relation, t.name AS tail, r.last_date AS last_date, r.sentences AS sentences,
       h.id AS head_id, t.id AS tail_id
ORDER BY last_date DESC, head, relation, tail, head_id, tail_id
LIMIT $limit
