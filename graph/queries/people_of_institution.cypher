// title.zh: 机构的人员
// title.en: People of an institution
// about.zh: 在该机构（或园区）任职的人及其职务，并附原句
// about.en: who works for it and in which role, with the sentences
// parameter institution: entity(Institution|Park) — where they work
MATCH (h:Person)-[r:WORKS_FOR]->(i {id: $institution})
RETURN h.name AS person, r.role AS role, r.weight AS documents, r.first_date AS first_date, r.last_date AS last_date,
       r.sentences AS sentences, h.id AS id
ORDER BY documents DESC, person, id
