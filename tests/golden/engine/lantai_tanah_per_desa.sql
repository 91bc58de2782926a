SELECT village_code AS region,
       count(*) AS rows,
       COALESCE(count_if("c_lantai_tanah" AND "x_lantai_tanah"), 0)::BIGINT AS "lantai_tanah__num",
       COALESCE(count_if("c_lantai_tanah"), 0)::BIGINT AS "lantai_tanah__den",
       COALESCE(count_if("c_lantai_tanah"), 0)::BIGINT AS "lantai_tanah__n",
       COALESCE(count_if("c_lantai_tanah" AND "x_lantai_tanah"), 0)::BIGINT AS "lantai_tanah__hits"
FROM (
  SELECT "village_code",
         "lantai" = 8 AS "x_lantai_tanah",
         (TRUE) AND ("lantai" = 8) IS NOT NULL AS "c_lantai_tanah"
  FROM frame
  WHERE village_code >= '53.01.' AND village_code < '53.01/'
)
GROUP BY village_code
