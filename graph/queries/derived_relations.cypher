// title.zh: 推得的关系
// title.en: Relations that no document states
// about.zh: 由名称、参考资料或行政隶属推得、没有原文的关系
// about.en: relations that only follow from names, reference facts or the administrative hierarchy
// parameter limit: integer = 100 — the most rows
MATCH (h)-[r]->(t)
WHERE r.stated = false
RETURN h.name AS head, type(r) AS relation, t.name AS tail, r.confidence AS confidence, r.rules AS rules,
       h.id AS head_id, t.id AS tail_id
ORDER BY confidence, head, relation, tail, head_id, tail_id
LIMIT $limit
