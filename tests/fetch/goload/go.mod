module example.test/goload

go 1.24
