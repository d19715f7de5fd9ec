// title.zh: 某人的同事
// title.en: Colleagues of a person
// about.zh: 与此人任职于同一机构或园区的人，并附双方的原句
// about.en: who works for the same institution or park, with the sentences for both
// parameter person: entity(Person) — whose colleagues
MATCH (p:Person {id: $person})-[r:WORKS_FOR]->(i)<-[s:WORKS_FOR]-(c:Person)
WHERE c.id <> $person
RETURN c.name AS colleague, s.role AS role, i.name AS institution, r.sentences AS own_sentences,
       s.sentences AS sentences, c.id AS id, i.id AS institution_id
ORDER BY institution, colleague, id, institution_id
