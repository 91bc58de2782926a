# Figures of sample.csv by R's survey and laeken, written to reference.json (needs r-cran-survey, r-cran-laeken,
# r-cran-jsonlite; run as make_sample.py says). Quantiles: rule "hf2", the mean of two values where a share is reached
# exactly, as laeken has it; the rest of svyquantile is left as it comes.
suppressMessages({library(survey); library(laeken); library(jsonlite)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(here, "sample.csv"))
options(survey.lonely.psu = "adjust", digits = 12)
LINE <- 600
d$gap1 <- pmax(LINE - d$y, 0) / LINE; d$gap0 <- as.numeric(d$y < LINE); d$gap2 <- d$gap1^2
d$watts <- ifelse(d$y < LINE, log(LINE / d$y), 0)
d$lny <- log(d$y); d$ylny <- d$y * d$lny; d$y2 <- d$y^2; d$root <- sqrt(d$y); d$one <- 1
out <- list()
put <- function(id, x, df = NULL, deff = NULL, ci = NULL)
  out[[id]] <<- c(list(estimate = as.numeric(coef(x))[1], se = as.numeric(SE(x))[1]),
                  if (!is.null(df)) list(df = df), if (!is.null(deff)) list(deff = as.numeric(deff)[1]),
                  if (!is.null(ci)) list(lower = as.numeric(ci)[1], upper = as.numeric(ci)[2]))
plain <- function(data, ...) svydesign(id = ~block, strata = ~stratum, weights = ~weight, nest = TRUE, data = data, ...)

measures <- function(name, des) {
  m <- svymean(~y, des); put(paste0(name, "mean"), m, degf(des), ci = confint(m, df = degf(des)))
  put(paste0(name, "total"), svytotal(~y, des))
  put(paste0(name, "ratio"), svyratio(~food, ~y, des))
  for (q in c(0.2, 0.5, 0.8)) {
    found <- svyquantile(~y, des, q, qrule = "hf2")
    put(paste0(name, "quantile ", q), found, ci = confint(found))
  }
  own <- svyciprop(~owner, des, method = "logit")
  out[[paste0(name, "owner")]] <<- list(estimate = as.numeric(own), se = as.numeric(SE(svymean(~owner, des))),
    lower = as.numeric(attr(own, "ci"))[1], upper = as.numeric(attr(own, "ci"))[2])
  put(paste0(name, "fgt 0"), svymean(~gap0, des)); put(paste0(name, "fgt 1"), svymean(~gap1, des))
  put(paste0(name, "fgt 2"), svymean(~gap2, des)); put(paste0(name, "watts"), svymean(~watts, des))
  # indices that are functions of means: the delta method on their covariances
  v <- svymean(~y + lny + ylny + y2 + root, des)
  put(paste0(name, "theil"), svycontrast(v, quote(ylny / y - log(y))))
  put(paste0(name, "mld"), svycontrast(v, quote(log(y) - lny)))
  put(paste0(name, "generalized_entropy 2"), svycontrast(v, quote((y2 / y^2 - 1) / 2)))
  put(paste0(name, "atkinson 0.5"), svycontrast(v, quote(1 - root^2 / y)))
  put(paste0(name, "atkinson 1"), svycontrast(v, quote(1 - exp(lny) / y)))
}
one <- plain(d)
measures("", one)
put("mean deff", svymean(~y, one), deff = deff(svymean(~y, one, deff = TRUE)))
put("total deff", svytotal(~y, one), deff = deff(svytotal(~y, one, deff = TRUE)))
measures("one-stage fpc: ", plain(d, fpc = ~blocks))
two <- svydesign(id = ~block + home, strata = ~stratum, weights = ~weight, fpc = ~blocks + homes, nest = TRUE, data = d)
measures("two stages fpc: ", two)
for (k in c("a", "b", "c", "d")) measures(paste0("kind ", k, ": "), subset(one, kind == k))
for (k in c("a", "d")) for (r in 1:2) {
  part <- subset(two, kind == k & region == r)
  put(paste0("two stages fpc: kind ", k, " region ", r), svymean(~y, part), degf(part))
}
for (way in c("adjust", "average", "remove", "certainty")) {
  options(survey.lonely.psu = way)
  few <- plain(subset(d, !(stratum %in% c(2, 8) & block > 1)))
  put(paste0("lonely ", way, ": mean"), svymean(~y, few)); put(paste0("lonely ", way, ": total"), svytotal(~y, few))
  put(paste0("lonely ", way, ": kind b"), svymean(~y, subset(few, kind == "b")))
}
options(survey.lonely.psu = "adjust")

kinds <- data.frame(kind = c("a", "b", "c", "d"), Freq = c(3600, 2900, 1900, 1000))
regions <- data.frame(region = 1:3, Freq = c(3500, 3400, 2500))
d$region_ <- factor(d$region); one <- plain(d)
post <- postStratify(one, ~kind, kinds)
rake_ <- calibrate(one, ~kind + region_, c(9400, 2900, 1900, 1000, 3400, 2500), calfun = "raking", epsilon = 1e-11,
                   maxit = 200)
cal <- calibrate(one, ~kind + size, c(`(Intercept)` = 9400, kindb = 2900, kindc = 1900, kindd = 1000, size = 38000))
for (case in list(list("post-stratified", post), list("raked", rake_), list("linear", cal))) {
  put(paste0(case[[1]], ": mean"), svymean(~y, case[[2]])); put(paste0(case[[1]], ": total"), svytotal(~y, case[[2]]))
  put(paste0(case[[1]], ": ratio"), svyratio(~food, ~y, case[[2]]))
  put(paste0(case[[1]], ": region 2"), svymean(~y, subset(case[[2]], region == 2)))
  out[[paste0(case[[1]], ": weights")]] <- list(weights = as.numeric(weights(case[[2]]))[seq(1, nrow(d), 20)])
}

# laeken: values; their errors by the jackknife of survey, whose replicates laeken's functions are run on
inequality <- list(
  gini = function(y, w) laeken::gini(y, weights = w)$value / 100,
  arpr = function(y, w) laeken::arpr(y, weights = w)$value / 100,
  arpt = function(y, w) laeken::arpt(y, weights = w),
  quintile_share_ratio = function(y, w) laeken::qsr(y, weights = w)$value,
  relative_median_gap = function(y, w) laeken::rmpg(y, weights = w)$value / 100
)
options(survey.replicates.mse = TRUE)
jack <- as.svrepdesign(one, type = "JKn", mse = TRUE)
for (name in names(inequality)) {
  f <- inequality[[name]]
  put(paste0("jackknife ", name), withReplicates(jack, function(w, data) f(data$y[w > 0], w[w > 0])))
  out[[paste0("laeken region 2: ", name)]] <- list(estimate = with(subset(d, region == 2), f(y, weight)))
}
regional <- laeken::arpr(d$y, weights = d$weight, breakdown = d$region)$valueByStratum
for (r in 1:3) out[[paste0("arpr region ", r)]] <- list(estimate = regional$value[regional$stratum == r] / 100)
put("jackknife mean", svymean(~y, jack)); put("jackknife total", svytotal(~y, jack))
put("jackknife ratio", svyratio(~food, ~y, jack)); put("jackknife kind b", svymean(~y, subset(jack, kind == "b")))
jf <- as.svrepdesign(plain(d, fpc = ~blocks), type = "JKn", mse = TRUE)
put("jackknife fpc mean", svymean(~y, jf))
brr <- as.svrepdesign(plain(subset(d, block < 3)), type = "BRR", mse = TRUE)
put("halves total", svytotal(~y, brr)); put("halves mean", svymean(~y, brr))

of <- function(p) as.character(packageVersion(p))
made <- list(made_with = list(R = paste(R.version$major, R.version$minor, sep = "."), survey = of("survey"),
                              laeken = of("laeken")), line = LINE, figures = out)
write(toJSON(made, digits = 15, auto_unbox = TRUE, pretty = TRUE), file.path(here, "reference.json"))
