// title.zh: 师承关系
// title.en: Mentors and those they guide
// about.zh: 谁指导谁，并附原句
// about.en: who guides whom, with the sentences
MATCH (m:Person)-[r:MENTORS]->(s:Person)
RETURN m.name AS mentor, s.name AS student, r.weight AS documents, r.first_date AS first_date,
       r.sentences AS sentences, m.id AS mentor_id, s.id AS student_id
ORDER BY mentor, student, mentor_id, student_id
