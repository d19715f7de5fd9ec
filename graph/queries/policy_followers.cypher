// title.zh: 谁先发布、谁跟进
// title.en: Who issued first and who followed
// about.zh: 名称含该词的政策由谁在何时发布，最早的在前，并附原句
// about.en: who issued policies whose name holds the word, and when, the earliest first, with the sentences
// parameter word: text — a word in the policies' names, e.g. 人才
MATCH (i)-[r:ISSUED]->(p:Policy)
WHERE r.stated AND p.name CONTAINS $word AND r.first_date <> ''
RETURN r.first_date AS first_date, i.name AS issuer, p.name AS policy, p.number AS number, r.sentences AS sentences,
       i.id AS issuer_id, p.id AS policy_id
ORDER BY first_date, issuer, policy, issuer_id, policy_id
