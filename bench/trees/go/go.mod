module imagescan.dev/bench/trees/go

go 1.26.0

replace imagescan.dev/bench/replaced => ./replaced

require (
	github.com/google/uuid v1.6.0
	github.com/spf13/cobra v1.9.1
	gopkg.in/yaml.v3 v3.0.1
	imagescan.dev/bench/replaced v1.2.3
)

require (
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/spf13/pflag v1.0.6 // indirect
)
