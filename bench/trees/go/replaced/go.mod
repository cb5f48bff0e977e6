module imagescan.dev/bench/replaced

go 1.26.0
