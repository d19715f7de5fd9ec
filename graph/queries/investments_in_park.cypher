// title.zh: 对园区的投资
// title.en: Investments into a park
// about.zh: 谁投资了该园区，或园区内的哪家机构，并附原句
// about.en: who invests in the park itself or in an institution in it, with the sentences
// parameter park: entity(Park) — the park
MATCH (f:Institution)-[r:INVESTS_IN]->(t)
WHERE t.id = $park OR EXISTS { MATCH (t)-[:LOCATED_IN]->(:Park {id: $park}) }
RETURN f.name AS investor, f.kind AS kind, t.name AS target, r.status AS status, r.weight AS documents,
       r.first_date AS first_date, r.sentences AS sentences, f.id AS investor_id, t.id AS target_id
ORDER BY first_date, investor, target, investor_id, target_id
