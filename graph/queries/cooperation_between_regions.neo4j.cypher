MATCH (f:Region {id: $region_a}), (p:Region)
WHERE p.id = f.id OR p.code STARTS WITH
      CASE WHEN f.code ENDS WITH '0000' THEN left(f.code, 2) WHEN f.code ENDS WITH '00' THEN left(f.code, 4)
           WHEN f.code <> '' THEN f.code ELSE '-' END
WITH DISTINCT p
MATCH way = (a)-[:LOCATED_IN*1..3]->(p)
WHERE all(x IN relationships(way) WHERE x.stated OR $derived)
WITH collect(DISTINCT a.id) AS in_region_a
MATCH (g:Region {id: $region_b}), (s:Region)
WHERE s.id = g.id OR s.code STARTS WITH
      CASE WHEN g.code ENDS WITH '0000' THEN left(g.code, 2) WHEN g.code ENDS WITH '00' THEN left(g.code, 4)
           WHEN g.code <> '' THEN g.code ELSE '-' END
WITH DISTINCT in_region_a, s
MATCH way = (b)-[:LOCATED_IN*1..3]->(s)
WHERE all(x IN relationships(way) WHERE x.stated OR $derived)
WITH DISTINCT in_region_a, b
MATCH (a)-[r:COOPERATES_WITH]-(b)
WHERE r.stated AND a.id IN in_region_a
RETURN DISTINCT a.name AS in_a, b.name AS in_b, r.weight AS documents, r.status AS status, r.first_date AS first_date,
       r.sentences AS sentences, a.id AS a_id, b.id AS b_id
ORDER BY documents DESC, in_a, in_b, a_id, b_id
