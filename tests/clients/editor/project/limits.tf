locals {
  most = 1000 # seconds
}
