// title.zh: 有高校合作伙伴的企业
// title.en: Companies with university partners
// about.zh: 哪些企业与哪些高校合作，并附原句
// about.en: which companies cooperate with which universities, with the sentences
MATCH (c:Institution {kind: 'company'})-[r:COOPERATES_WITH]-(u:Institution {kind: 'university'})
WHERE r.stated
RETURN c.name AS company, u.name AS university, r.weight AS documents, r.status AS status,
       r.first_date AS first_date, r.sentences AS sentences, c.id AS company_id, u.id AS university_id
ORDER BY company, university, company_id, university_id
