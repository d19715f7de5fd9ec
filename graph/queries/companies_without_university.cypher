// title.zh: 没有高校合作伙伴的企业
// title.en: Companies without university partners
// about.zh: 没有文档说它们与高校合作的企业，提及最多的在前
// about.en: companies of which no document says that they cooperate with a university, the most mentioned first
// parameter limit: integer = 100 — the most rows
MATCH (c:Institution {kind: 'company'})
WHERE NOT EXISTS { MATCH (c)-[:COOPERATES_WITH]-(:Institution {kind: 'university'}) }
RETURN c.name AS company, c.documents AS documents, c.first_date AS first_date, c.last_date AS last_date, c.id AS id
ORDER BY documents DESC, company, id
LIMIT $limit
