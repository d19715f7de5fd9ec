// title.zh: 园区的机构数量
// title.en: Parks by their institutions
// about.zh: 各园区内各类机构的数量
// about.en: how many institutions of each kind are located in each park
// parameter derived: truth = true — whether relations count that no document states
MATCH (i:Institution)-[r:LOCATED_IN]->(p:Park)
WHERE r.stated OR $derived
RETURN p.name AS park, i.kind AS kind, count(DISTINCT i.id) AS institutions, p.id AS id
ORDER BY park, id, kind
