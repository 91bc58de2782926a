"""Writers of the statistical formats that agencies use: SPSS .sav, Stata .dta, dBASE .dbf; whole numbers and decimals
only. Small, streamed and without a data-frame library; reading is the business of `sources`."""
