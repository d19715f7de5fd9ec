MATCH (a {id: $from}), (b {id: $to})
WHERE a.id <> b.id
MATCH p = allShortestPaths((a)-[:LOCATED_IN|PART_OF|WORKS_FOR|COOPERATES_WITH|FOUNDED|SUPPORTS|INVESTS_IN|ISSUED|APPLIES_TO|MENTORS*1..6]-(b))
WHERE all(r IN relationships(p) WHERE r.stated OR $derived)
WITH length(p) AS steps, nodes(p) AS passed, relationships(p) AS taken
WITH steps, reduce(text = head(passed).name, n IN tail(passed) | text + ' – ' + n.name) AS path,
     reduce(text = type(head(taken)), r IN tail(taken) | text + ' – ' + type(r)) AS relations,
     [r IN taken | r.sentences] AS sentences, reduce(text = head(passed).id, n IN tail(passed) | text + ' – ' + n.id) AS ids
RETURN steps, path, relations, sentences, ids
ORDER BY steps, ids, relations
LIMIT 20
