// title.zh: 常一同出现的主体
// title.en: Entities mentioned together
// about.zh: 与它出现在同一文档中的主体，次数多的在前，并说明两者是否已有关系
// about.en: entities that the same documents mention, the most frequent first, and whether a relation joins them
// parameter entity: entity — with whom
// parameter limit: integer = 20 — the most rows
MATCH (x {id: $entity})-[:MENTIONED_IN]->(d:Document)<-[:MENTIONED_IN]-(y)
WHERE y.id <> $entity
WITH x, y, count(*) AS shared
RETURN y.name AS other, y.kind AS kind, shared AS documents,
       EXISTS { MATCH (x)-[:LOCATED_IN|PART_OF|WORKS_FOR|COOPERATES_WITH|FOUNDED|SUPPORTS|INVESTS_IN|ISSUED|APPLIES_TO|MENTORS]-(y) } AS related, y.id AS id
ORDER BY documents DESC, other, id
LIMIT $limit
