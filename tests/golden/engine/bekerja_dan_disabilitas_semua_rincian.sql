SELECT village_code AS region,
       "jenis_kelamin",
       "desil_nasional",
       GROUPING("jenis_kelamin", "desil_nasional") AS which,
       count(*) AS rows,
       COALESCE(count_if("c_bekerja_15" AND "x_bekerja_15"), 0)::BIGINT AS "bekerja_15__num",
       COALESCE(count_if("c_bekerja_15"), 0)::BIGINT AS "bekerja_15__den",
       COALESCE(count_if("c_bekerja_15"), 0)::BIGINT AS "bekerja_15__n",
       COALESCE(count_if("c_bekerja_15" AND "x_bekerja_15"), 0)::BIGINT AS "bekerja_15__hits",
       COALESCE(count_if("c_prevalensi_disabilitas" AND "x_prevalensi_disabilitas"), 0)::BIGINT AS "prevalensi_disabilitas__num",
       COALESCE(count_if("c_prevalensi_disabilitas"), 0)::BIGINT AS "prevalensi_disabilitas__den",
       COALESCE(count_if("c_prevalensi_disabilitas"), 0)::BIGINT AS "prevalensi_disabilitas__n",
       COALESCE(count_if("c_prevalensi_disabilitas" AND "x_prevalensi_disabilitas"), 0)::BIGINT AS "prevalensi_disabilitas__hits"
FROM (
  SELECT "village_code",
         "jenis_kelamin",
         "desil_nasional",
         "bekerja" = 1 AS "x_bekerja_15",
         ("umur" >= 15) AND ("bekerja" = 1) IS NOT NULL AS "c_bekerja_15",
         "disabilitas" = 1 AS "x_prevalensi_disabilitas",
         ("umur" >= 2) AND ("disabilitas" = 1) IS NOT NULL AS "c_prevalensi_disabilitas"
  FROM frame
  WHERE village_code = '53.01.05.2001'
)
GROUP BY GROUPING SETS ((village_code), (village_code, "jenis_kelamin"), (village_code, "desil_nasional"))
