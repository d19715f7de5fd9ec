// title.zh: 提及某主体的文档
// title.en: Documents that mention an entity
// about.zh: 哪些文档提及它、多少次、以何种写法，最新的在前
// about.en: which documents mention it, how often and by which names, the latest first
// parameter entity: entity — who is mentioned
MATCH (e {id: $entity})-[r:MENTIONED_IN]->(d:Document)
RETURN d.date AS date, d.title AS title, r.count AS mentions, r.surfaces AS surfaces, d.source AS source, d.id AS id
ORDER BY date DESC, title, id
