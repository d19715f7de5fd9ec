// title.zh: 没有所在地的主体
// title.en: Entities without a region
// about.zh: 既不直接也不经由园区位于任何区域的机构和园区，提及最多的在前
// about.en: institutions and parks that lie in no region, neither directly nor through parks, the most mentioned first
// parameter derived: truth = true — whether relations count that no document states
// parameter limit: integer = 100 — the most rows
MATCH (e:Institution|Park)
WHERE NOT EXISTS { MATCH (e)-[r:LOCATED_IN]->(:Region) WHERE r.stated OR $derived }
      AND NOT EXISTS { MATCH (e)-[r:LOCATED_IN]->(:Park)-[s:LOCATED_IN]->(:Region) WHERE (r.stated AND s.stated) OR $derived }
      AND NOT EXISTS { MATCH (e)-[r:LOCATED_IN]->(:Park)-[s:LOCATED_IN]->(:Park)-[t:LOCATED_IN]->(:Region)
                        WHERE (r.stated AND s.stated AND t.stated) OR $derived }
RETURN e.name AS entity, e.kind AS kind, e.documents AS documents, e.id AS id
ORDER BY documents DESC, entity, id
LIMIT $limit
