// title.zh: 园区内的机构
// title.en: Institutions of a park
// about.zh: 位于该园区的机构，按类别排列，并附原句
// about.en: the institutions that are located in it, by kind, with the sentences
// parameter park: entity(Park) — the park
// parameter derived: truth = true — whether relations count that no document states
MATCH (i:Institution)-[r:LOCATED_IN]->(p:Park {id: $park})
WHERE r.stated OR $derived
RETURN i.kind AS kind, i.name AS institution, r.stated AS stated, r.weight AS documents, r.status AS status,
       r.first_date AS first_date, r.sentences AS sentences, i.id AS id
ORDER BY kind, institution, id
