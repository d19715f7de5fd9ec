// title.zh: 某主体的合作伙伴
// title.en: Partners of an entity
// about.zh: 与它合作的机构、园区、区域和人物，证据最多的在前，并附原句
// about.en: who cooperates with it, best evidenced first, with the sentences
// parameter entity: entity — whose partners
MATCH (x {id: $entity})-[r:COOPERATES_WITH]-(p)
RETURN p.name AS partner, p.kind AS kind, r.weight AS documents, r.confidence AS confidence, r.status AS status,
       r.first_date AS first_date, r.last_date AS last_date, r.sentences AS sentences, p.id AS id
ORDER BY documents DESC, confidence DESC, partner, id
