// title.zh: 证据最弱的关系
// title.en: Weakest relations
// about.zh: 只有一篇文档陈述、置信度最低的关系，最先需要核对
// about.en: relations that one document alone states, the least certain first: what to check first
// parameter limit: integer = 20 — the most rows
MATCH (h)-[r]->(t)
WHERE r.stated AND r.weight = 1
RETURN h.name AS head, type(r) AS relation, t.name AS tail, r.confidence AS confidence, r.rules AS rules,
       r.sentences AS sentences, h.id AS head_id, t.id AS tail_id
ORDER BY confidence, head, relation, tail, head_id, tail_id
LIMIT $limit
