// title.zh: 投资者
// title.en: Investors
// about.zh: 投资了最多对象的机构
// about.en: institutions by the number of institutions and parks that they invest in
// parameter limit: integer = 20 — the most rows
MATCH (f:Institution)-[r:INVESTS_IN]->(t)
WHERE r.stated
RETURN f.name AS investor, f.kind AS kind, count(*) AS targets, sum(r.weight) AS documents,
       min(r.first_date) AS first_date, max(r.last_date) AS last_date, f.id AS id
ORDER BY targets DESC, documents DESC, investor, id
LIMIT $limit
