// title.zh: 没有任何关系的主体
// title.en: Entities without any relation
// about.zh: 文档提及、但没有关系的主体，提及最多的在前
// about.en: entities that documents mention but say nothing of, the most mentioned first
// parameter derived: truth = false — whether relations count that no document states
// parameter limit: integer = 100 — the most rows
MATCH (e:Institution|Park|Person|Policy|Region)
WHERE NOT EXISTS { MATCH (e)-[r:LOCATED_IN|PART_OF|WORKS_FOR|COOPERATES_WITH|FOUNDED|SUPPORTS|INVESTS_IN|ISSUED|APPLIES_TO|MENTORS]-() WHERE r.stated OR $derived }
RETURN e.name AS entity, e.kind AS kind, e.documents AS documents, e.id AS id
ORDER BY documents DESC, entity, id
LIMIT $limit
