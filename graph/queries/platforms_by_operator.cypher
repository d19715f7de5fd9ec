// title.zh: 创新平台及其建设单位
// title.en: Innovation platforms by operator
// about.zh: 哪些机构创建、支持或拥有哪些创新平台
// about.en: which institutions founded, support or own which platforms
// parameter derived: truth = true — whether relations count that no document states
MATCH (o:Institution)-[r:FOUNDED|SUPPORTS|PART_OF]-(p:Institution {kind: 'platform'})
WHERE o.kind <> 'platform' AND (r.stated OR $derived)
RETURN o.name AS operator, o.kind AS kind, p.name AS platform, type(r) AS relation, r.status AS status,
       r.weight AS documents, r.sentences AS sentences, o.id AS operator_id, p.id AS platform_id
ORDER BY operator, platform, relation, operator_id, platform_id
