// title.zh: 园区的机构数量
// title.en: Parks by their institutions
// about.zh: 各园区内各类机构的数量
// about.en: how many institutions of each kind are located in each park
MATCH (i:Institution)-[:LOCATED_IN]->(p:Park)
RETURN p.name AS park, i.kind AS kind, count(DISTINCT i.id) AS institutions, p.id AS id
ORDER BY park, id, kind
