// title.zh: 同名的主体
// title.en: Entities that share a name
// about.zh: 几个主体共有的名称：或是同名者，或应合并
// about.en: names that several entities bear: namesakes, or entities to be merged
MATCH (e:Institution|Park|Person|Policy|Region)
WITH e.name AS name, count(*) AS entities, sum(e.documents) AS documents, min(e.id) AS first_id, max(e.id) AS last_id
WHERE entities > 1
RETURN name, entities, documents, first_id, last_id
ORDER BY entities DESC, documents DESC, name
