# Read every file of a directory as a researcher would, without options, and write what R has of it
# as plain text: DIR/TABLE.EXT → OUT/TABLE.csv, and for Stata the letters of missing values too.
arguments <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages({library(haven); library(readr)})

plain <- function(x) {
  if (is.labelled(x) || is.factor(x)) x <- as.character(as_factor(x))
  if (inherits(x, "POSIXct")) return(format(x, "%Y-%m-%dT%H:%M:%SZ", tz = "UTC"))
  if (inherits(x, "Date")) return(format(x, "%Y-%m-%d"))
  if (is.logical(x)) return(ifelse(x, "true", "false"))
  if (is.numeric(x)) {
    # One by one: a whole vector would be padded to a common width.
    shown <- vapply(x, format, "", digits = 15, scientific = FALSE, drop0trailing = TRUE)
    return(ifelse(is.na(x), NA, shown))
  }
  as.character(x)
}
tags <- function(x) if (is.numeric(x)) na_tag(x) else rep(NA_character_, length(x))

for (path in list.files(arguments[1], pattern = "[.](csv|dta)$", full.names = TRUE)) {
  name <- tools::file_path_sans_ext(basename(path))
  stata <- grepl("dta$", path)
  frame <- if (stata) read_dta(path) else suppressMessages(read_csv(path, show_col_types = FALSE))
  write_csv(as.data.frame(lapply(frame, plain), check.names = FALSE),
            file.path(arguments[2], paste0(name, ".csv")), na = "")
  if (stata) write_csv(as.data.frame(lapply(frame, tags), check.names = FALSE),
                       file.path(arguments[2], paste0(name, ".tags.csv")), na = "")
}
