// title.zh: 联盟的成员
// title.en: Members of an alliance
// about.zh: 隶属于该联盟、协会或其他机构的主体，按类别排列，并附原句
// about.en: who is part of it (an alliance, an association, any institution), by kind, with the sentences
// parameter alliance: entity(Institution|Park) — whose members
// parameter derived: truth = true — whether relations count that no document states
MATCH (m)-[r:PART_OF]->(a {id: $alliance})
WHERE r.stated OR $derived
RETURN m.kind AS kind, m.name AS member, r.stated AS stated, r.weight AS documents, r.first_date AS first_date,
       r.sentences AS sentences, m.id AS id
ORDER BY kind, member, id
