"""Dashboards of the Plan, from what specs say and from what is known without asking.

A panel is read like a condition without its comparison (`reading`), or drawn from an alert (`drawn`), and becomes a
panel of the Plan (`panels`). Dashboards are made of them for kinds of services and types of infrastructure (`kinds`,
`services`, `types`), for one entry (`own`), for the system (`overview`, `firing`) and by their owners (`users`).
`boards` knows which there are, and which of them an alert is shown by.
"""
