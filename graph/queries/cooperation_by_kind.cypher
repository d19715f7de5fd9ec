// title.zh: 各类主体之间的合作
// title.en: Cooperation by kinds of partners
// about.zh: 各类机构之间有多少合作关系、由多少篇文档陈述
// about.en: how many cooperations there are between each two kinds of institutions, stated by how many documents
MATCH (a:Institution)-[r:COOPERATES_WITH]-(b:Institution)
WHERE r.stated AND (a.kind < b.kind OR (a.kind = b.kind AND a.id < b.id))
RETURN a.kind AS kind_a, b.kind AS kind_b, count(*) AS cooperations, sum(r.weight) AS documents
ORDER BY cooperations DESC, kind_a, kind_b
