// A program for the benchmark's root file system: what it does is of no matter, the modules it is built of are.
package main

import (
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"
	"imagescan.dev/bench/replaced"
)

func main() {
	command := &cobra.Command{Use: "bench", Run: func(*cobra.Command, []string) {
		out, _ := yaml.Marshal(map[string]string{replaced.Word: uuid.NewString()})
		fmt.Print(string(out))
	}}
	_ = command.Execute()
}
