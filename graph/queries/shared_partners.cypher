// title.zh: 两个主体的共同伙伴
// title.en: Partners that two entities share
// about.zh: 与两者都合作的主体，并附原句
// about.en: who cooperates with both of them, with the sentences
// parameter a: entity — one entity
// parameter b: entity — the other entity
MATCH (x {id: $a})-[r:COOPERATES_WITH]-(p)-[s:COOPERATES_WITH]-(y {id: $b})
RETURN p.name AS partner, p.kind AS kind, r.weight AS documents_a, s.weight AS documents_b,
       r.sentences AS sentences_a, s.sentences AS sentences_b, p.id AS id
ORDER BY partner, id
