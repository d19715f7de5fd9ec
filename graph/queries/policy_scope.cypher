// title.zh: 政策的发布者和适用对象
// title.en: Issuers and scope of a policy
// about.zh: 谁发布了它，它适用于哪些区域、园区和机构，并附原句
// about.en: who issued it and which regions, parks and institutions it applies to, with the sentences
// parameter policy: entity(Policy) — the policy
MATCH (p:Policy {id: $policy})-[r:ISSUED|APPLIES_TO]-(e)
RETURN type(r) AS relation, e.name AS entity, e.kind AS kind, r.stated AS stated, r.first_date AS first_date,
       r.sentences AS sentences, e.id AS id
ORDER BY relation DESC, first_date, entity, id
