"""What repositories put on machines themselves: Ansible, cloud-config, units of systemd and fleet, Marathon."""
