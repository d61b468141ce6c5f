library(testthat)
library(foedera)

test_check("foedera")
