// title.zh: 连接多家机构的人
// title.en: People who link institutions
// about.zh: 同时任职于多家机构或园区的人，每两家一行，并附原句
// about.en: people who work for several institutions or parks, a row for each two, with the sentences
// parameter limit: integer = 500 — the most rows
MATCH (a)<-[r:WORKS_FOR]-(p:Person)-[s:WORKS_FOR]->(b)
WHERE a.id < b.id
RETURN p.name AS person, a.name AS institution_a, r.role AS role_a, b.name AS institution_b, s.role AS role_b,
       r.sentences AS sentences_a, s.sentences AS sentences_b, p.id AS id
ORDER BY person, id, institution_a, institution_b
LIMIT $limit
