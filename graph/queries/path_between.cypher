// title.zh: 两个主体之间的联系
// title.en: How two entities are connected
// about.zh: 两者之间的最短路径（至多六步），附每一步的关系和原句
// about.en: the shortest paths between them (six steps at most), with the relation and sentences of each step
// parameter from: entity — one end
// parameter to: entity — the other end
// parameter derived: truth = false — whether relations count that no document states
MATCH p = (a {id: $from})-[:LOCATED_IN|PART_OF|WORKS_FOR|COOPERATES_WITH|FOUNDED|SUPPORTS|INVESTS_IN|ISSUED|APPLIES_TO|MENTORS* ALL SHORTEST 1..6 (r, n | WHERE r.stated OR $derived)]-(b {id: $to})
WITH size(rels(p)) AS steps, list_to_string(' – ', properties(nodes(p), 'name')) AS path,
     list_to_string(' – ', properties(rels(p), '_LABEL')) AS relations, properties(rels(p), 'sentences') AS sentences,
     list_to_string(' – ', properties(nodes(p), 'id')) AS ids
RETURN steps, path, relations, sentences, ids
ORDER BY steps, ids, relations
LIMIT 20
