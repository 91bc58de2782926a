SELECT substr(village_code, 1, 5) AS region,
       count(*) AS rows,
       CAST(COALESCE(sum(CASE WHEN "c_penduduk_desil_1_4" AND "x_penduduk_desil_1_4" THEN "members" END), 0) AS BIGINT) AS "penduduk_desil_1_4__num",
       CAST(COALESCE(sum(CASE WHEN "c_penduduk_desil_1_4" THEN "members" END), 0) AS BIGINT) AS "penduduk_desil_1_4__den",
       COALESCE(count_if("c_penduduk_desil_1_4"), 0)::BIGINT AS "penduduk_desil_1_4__n",
       COALESCE(count_if("c_penduduk_desil_1_4" AND "x_penduduk_desil_1_4"), 0)::BIGINT AS "penduduk_desil_1_4__hits"
FROM (
  SELECT "village_code",
         "members",
         "desil_nasional" <= 4 AS "x_penduduk_desil_1_4",
         ("members" > 0) AND ("desil_nasional" <= 4) IS NOT NULL AND "members" IS NOT NULL AS "c_penduduk_desil_1_4"
  FROM frame
  WHERE village_code >= '53.' AND village_code < '53/'
)
GROUP BY substr(village_code, 1, 5)
