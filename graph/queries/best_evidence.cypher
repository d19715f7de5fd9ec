// title.zh: 证据最充分的关系
// title.en: Best evidenced relations
// about.zh: 被最多文档陈述的关系
// about.en: the relations that most documents state
// parameter limit: integer = 20 — the most rows
MATCH (h)-[r]->(t)
WHERE r.stated
RETURN h.name AS head, type(r) AS relation, t.name AS tail, r.weight AS documents, r.confidence AS confidence,
       r.first_date AS first_date, r.last_date AS last_date, r.sentences AS sentences
ORDER BY documents DESC, confidence DESC, head, relation, tail, h.id, t.id
LIMIT $limit
