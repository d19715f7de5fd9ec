MATCH (g:Region {id: $region}), (p:Region)
WHERE p.id = g.id OR p.code STARTS WITH
      CASE WHEN g.code ENDS WITH '0000' THEN left(g.code, 2) WHEN g.code ENDS WITH '00' THEN left(g.code, 4)
           WHEN g.code <> '' THEN g.code ELSE '-' END
WITH DISTINCT p
MATCH way = (i:Institution)-[:LOCATED_IN*1..3]->(p)
WHERE all(r IN relationships(way) WHERE r.stated OR $derived)
RETURN DISTINCT i.kind AS kind, i.name AS institution, i.documents AS documents, i.id AS id
ORDER BY kind, institution, id
