// title.zh: 某日以来的新关系
// title.en: What is new since a date
// about.zh: 首次陈述不早于该日的关系，最新的在前，并附原句
// about.en: relations that were first stated on that day or later, the latest first, with the sentences
// parameter since: date — the first day, as 2024, 2024-05 or 2024-05-13
// parameter limit: integer = 100 — the most rows
MATCH (h)-[r]->(t)
WHERE r.stated AND r.first_date >= $since
RETURN r.first_date AS first_date, h.name AS head, type(r) AS relation, t.name AS tail, r.status AS status,
       r.sentences AS sentences, h.id AS head_id, t.id AS tail_id
ORDER BY first_date DESC, head, relation, tail, head_id, tail_id
LIMIT $limit
