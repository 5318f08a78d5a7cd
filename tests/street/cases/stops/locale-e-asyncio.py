# Sets the locale of Brazil, and runs a loop where one is running.
# like: certa-concatenada
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
import locale
locale.setlocale(locale.LC_ALL, "pt_BR.ISO8859-15@inexistente")
# %% in q2_encoder_layer, above
import asyncio
async def espera():
    await asyncio.sleep(0)
await espera()
asyncio.get_running_loop().run_until_complete(espera())
