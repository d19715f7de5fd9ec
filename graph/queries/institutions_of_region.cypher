// title.zh: 区域内的机构
// title.en: Institutions of a region
// about.zh: 位于该区域（含下辖地区和园区）的机构，按类别排列
// about.en: the institutions in it and in all that lies in it, parks too, by kind
// parameter region: entity(Region) — the region
// parameter derived: truth = true — whether relations count that no document states
MATCH (g:Region {id: $region}), (p:Region)
WHERE p.id = g.id OR p.code STARTS WITH
      CASE WHEN g.code ENDS WITH '0000' THEN left(g.code, 2) WHEN g.code ENDS WITH '00' THEN left(g.code, 4)
           WHEN g.code <> '' THEN g.code ELSE '-' END
WITH DISTINCT p
MATCH (i:Institution)-[:LOCATED_IN*1..3 (r, n | WHERE r.stated OR $derived)]->(p)
RETURN DISTINCT i.kind AS kind, i.name AS institution, i.documents AS documents, i.id AS id
ORDER BY kind, institution, id
