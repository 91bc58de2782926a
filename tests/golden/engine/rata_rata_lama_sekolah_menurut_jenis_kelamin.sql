SELECT '00' AS region,
       "jenis_kelamin",
       count(*) AS rows,
       CAST(COALESCE(sum(CAST(CASE WHEN "c_rata_rata_lama_sekolah" THEN "x_rata_rata_lama_sekolah" END AS DECIMAL(18, 6))), 0) AS DECIMAL(38, 6)) AS "rata_rata_lama_sekolah__num",
       COALESCE(count_if("c_rata_rata_lama_sekolah"), 0)::BIGINT AS "rata_rata_lama_sekolah__den",
       COALESCE(count_if("c_rata_rata_lama_sekolah"), 0)::BIGINT AS "rata_rata_lama_sekolah__n",
       COALESCE(count_if("c_rata_rata_lama_sekolah" AND "x_rata_rata_lama_sekolah" <> 0), 0)::BIGINT AS "rata_rata_lama_sekolah__hits"
FROM (
  SELECT "village_code",
         "jenis_kelamin",
         "lama_sekolah" AS "x_rata_rata_lama_sekolah",
         ("umur" >= 25) AND ("lama_sekolah") IS NOT NULL AS "c_rata_rata_lama_sekolah"
  FROM frame
)
GROUP BY '00', "jenis_kelamin"
