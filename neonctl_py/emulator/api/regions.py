"""The regions that Neon offers. Here they are names only: everything runs on this machine.

Never here: anything that depends on the region.
"""

REGIONS: dict[str, tuple[str, str, str]] = {
    "aws-us-east-1": ("AWS US East 1 (N. Virginia)", "38.13", "-78.45"),
    "aws-us-east-2": ("AWS US East 2 (Ohio)", "39.96", "-83.00"),
    "aws-us-west-2": ("AWS US West 2 (Oregon)", "46.15", "-123.88"),
    "aws-eu-central-1": ("AWS Europe Central 1 (Frankfurt)", "50.00", "8.00"),
    "aws-eu-west-2": ("AWS Europe West 2 (London)", "51.51", "-0.12"),
    "aws-ap-southeast-1": ("AWS Asia Pacific 1 (Singapore)", "1.37", "103.80"),
    "aws-ap-southeast-2": ("AWS Asia Pacific 2 (Sydney)", "-33.86", "151.20"),
    "aws-sa-east-1": ("AWS South America East 1 (São Paulo)", "-23.55", "-46.63"),
    "azure-eastus2": ("Azure East US 2 (Virginia)", "36.66", "-78.38"),
    "azure-westus3": ("Azure West US 3 (Arizona)", "33.44", "-112.07"),
    "azure-gwc": ("Azure Germany West Central (Frankfurt)", "50.11", "8.68"),
}
"""Region id -> name, latitude, longitude."""
